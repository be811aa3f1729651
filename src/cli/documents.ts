import {
  boolYaml11Tag,
  CORE_SCHEMA,
  floatYaml11Tag,
  intYaml11Tag,
  loadAll,
  mergeTag,
  nullYaml11Tag,
  YAMLException,
} from 'js-yaml';

/**
 * YAML as kubectl reads it (sigs.k8s.io/yaml over go-yaml v2): version 1.1, so that a bare `n`, `yes` or `on` is a boolean;
 * of duplicate keys the last wins; dates stay text. JSON is YAML.
 */
const schema = CORE_SCHEMA.withTags(nullYaml11Tag, boolYaml11Tag, intYaml11Tag, floatYaml11Tag, mergeTag);

/** So many aliases make a bomb, not a manifest. */
const maxAliases = 1000;

/** All documents of a text. @throws Error with one sentence that says what is wrong and in which line */
export function parseDocuments(text: string): unknown[] {
  try {
    return loadAll(text.replace(/^\uFEFF/, ''), { schema, json: true, maxAliases });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === null || error.mark === undefined ? '' : `line ${error.mark.line + 1}: `;
    throw new Error(`error converting YAML to JSON: yaml: ${line}${error.reason}`);
  }
}
