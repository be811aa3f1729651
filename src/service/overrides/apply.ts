import { UsageError } from '../../errors.ts';
import { type AsWritten, numbersAsWritten } from '../as-written.ts';
import { applyMergePatch } from '../merge-patch.ts';
import { quoted } from '../quote.ts';
import type { Service } from '../types.ts';
import { decodedService } from './decode.ts';
import { jsonPatched } from './json-patch.ts';
import { strategicallyMerged } from './strategic.ts';

/** One `--overrides`, read and found to be of its kind; it is not applied yet. */
export type Override = (service: Service) => Service;

/**
 * `--overrides` and `--override-type` (kubectl/pkg/cmd/util/override_options.go).
 * @throws UsageError for a text that is no patch; the answer throws UsageError where the patch does not fit the Service
 */
export function parseOverride(text: string, type: string): Override {
  switch (type) {
    case '':
    case 'merge':
      return applying(
        objectOf(text, () => new UsageError('Invalid JSON Patch')),
        applyMergePatch,
        numbersAsWritten(text),
      );
    case 'strategic':
      return applying(objectOf(text, notJson), strategicallyMerged);
    case 'json': {
      const patch = parsed(text, notJson);
      const written = inValues(numbersAsWritten(text), patch);
      return (service) => decodedService(jsonPatched(service, patch), written);
    }
    default:
      throw new UsageError(`invalid override type: ${quoted(type).slice(1, -1)}`);
  }
}

type JsonObject = Record<string, unknown>;

function applying(
  patch: JsonObject,
  apply: (object: JsonObject, patch: JsonObject) => unknown,
  written?: AsWritten,
): Override {
  return (service) => decodedService(apply(service, patch), written);
}

/** The numbers in the values of a JSON patch, by the path of the field that each is put into. */
function inValues(written: AsWritten, patch: unknown): AsWritten {
  const operations = Array.isArray(patch) ? (patch as { path?: unknown }[]) : [];
  return new Map(
    [...written].map(([place, number]) => {
      const [, index = '', rest = ''] = /^\[(\d+)\]\.value(.*)$/s.exec(place) ?? [];
      const steps = String(operations[Number(index)]?.path).split('/').slice(1);
      const path = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('');
      return [`${path}${rest}`.replace(/^\./, ''), number];
    }),
  );
}

function parsed(text: string, refusal: (text: string) => UsageError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(text);
  }
}

function objectOf(text: string, refusal: (text: string) => UsageError): JsonObject {
  const value = parsed(text, refusal);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new UsageError(`invalid --overrides ${quoted(text)}: expected a JSON object, as {"spec":{"type":"NodePort"}}`);
}

const notJson = (text: string) => new UsageError(`invalid --overrides ${quoted(text)}: it is not JSON`);
