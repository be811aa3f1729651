import { type CliError, UsageError } from '../errors.ts';
import type { KubeObject, Service } from '../service/types.ts';
import type { Reason } from './text.ts';

/** What the loop needs of the world around it. */
export interface Desk {
  /** The objects as the file shows them. */
  render: (objects: readonly Service[]) => string;
  /** JSON has no comments: what a header would say is said on standard error. */
  comments: boolean;
  windowsLineEndings: boolean;
  /** Writes a new file, has it edited, and answers what was saved. */
  edit: (text: string) => Promise<{ path: string; text: string }>;
  /** @throws UsageError for what is no object, Misread for one that is written wrong */
  parse: (text: string) => KubeObject[];
  /** The namespace that was asked for; an object must not leave it. */
  namespace: string;
  remove: (path: string) => Promise<void>;
  /** Sends what differs; `skipped` where nothing does. */
  send: (shown: Service, edited: Service) => Promise<Service | 'skipped'>;
  read: (service: Service) => Promise<Service>;
  print: (object: Service, verb: 'edited' | 'skipped') => void;
  say: (line: string) => void;
}

/** The text is of the form of an object, and cannot be read as one: kubectl calls that a syntax error. */
export class Misread extends UsageError {}

/** What is open in the editor, and why. */
export interface Round {
  shown: Service[];
  /** In the file instead of what is shown, after a failure or a meeting. */
  draft?: string | undefined;
  reasons: Reason[];
  /** The file of the round before; of no use once there is a newer one. */
  file?: string | undefined;
  /** The round before failed: saving the same again is giving up. */
  failed: boolean;
}

export const copyAt = (path: string) => `A copy of your changes has been stored to ${JSON.stringify(path)}`;

/** Names the file that the user's work is in, and answers the error that made it necessary. */
export async function kept(desk: Desk, path: string, error: CliError, older?: string): Promise<CliError> {
  if (older !== undefined && older !== path) await desk.remove(older);
  desk.say(copyAt(path));
  return error;
}
