import type { ConnectionFlags, KubeClient, KubeconfigNames } from '../kube/client.ts';
import type { Kind } from '../service/kinds.ts';
import type { Place } from './place.ts';

/** One word that may stand at the cursor, and what it is. */
export interface Candidate {
  text: string;
  description?: string | undefined;
}

/** Where words come from that are not the program's own. Each may fail for any reason: then there is nothing to say. */
export interface Door {
  cluster(flags?: ConnectionFlags): Promise<KubeClient>;
  kind(word: string): Promise<Kind>;
  kubeconfig(): Promise<KubeconfigNames>;
  findings(): Promise<readonly Candidate[]>;
  signal: AbortSignal;
}

export type Ask = (door: Door, place: Place) => Promise<readonly Candidate[]>;

/** Where the words for one place come from. */
export type Source = Words | Files;

/** Words that the program knows, and words that it asks for; a list is several of them parted by commas. */
export interface Words {
  words?: readonly Candidate[];
  ask?: Ask;
  list?: boolean;
}

/** Names of files with one of these extensions; of any file where there is none. */
export interface Files {
  files: readonly string[];
}

export const nothing: Words = {};

/** Words with what each means: `{ TCP: '', UDP: '' }`. */
export const words = (meanings: Readonly<Record<string, string>>): Words => ({
  words: Object.entries(meanings).map(([text, description]) => ({ text, description })),
});

/** The same, several of them parted by commas. */
export const listOf = (source: Words): Words => ({ ...source, list: true });
