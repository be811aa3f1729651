/** A schema of the API server's OpenAPI 3 documents, as far as the table of fields needs it. */
interface Schema {
  type?: string;
  format?: string;
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
}

export interface OpenApi {
  components: { schemas: Record<string, Schema> };
}

/** The kinds whose manifests `expose -f` reads field by field, by the group and version of their document. */
export const documents = {
  'api/v1': ['Pod', 'Service', 'ReplicationController'],
  'apis/apps/v1': ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'],
  'apis/batch/v1': ['Job', 'CronJob'],
} as const;

/** The text of src/service/field-table.ts: every struct that the kinds consist of, its fields and their types. */
export function fieldTable(openApi: Readonly<Record<keyof typeof documents, OpenApi>>): string {
  const rows = new Map<string, string>();
  for (const [document, kinds] of Object.entries(documents)) {
    const { schemas } = openApi[document as keyof typeof documents].components;
    for (const kind of kinds) {
      const key = Object.keys(schemas).find((name) => name.startsWith('io.k8s.api.') && name.endsWith(`.${kind}`));
      if (key === undefined) throw new Error(`${document} has no ${kind}`);
      addStruct(key, schemas, rows);
    }
  }
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fields]) => {
      const line = `  ${name}: '${fields}',`;
      return line.length <= 120 ? line : `  ${name}:\n    '${fields}',`; // as the formatter has it
    });
  return `${head}\n\nexport const fieldTable: Readonly<Record<string, string>> = {\n${lines.join('\n')}\n};\n`;
}

const head = `/**
 * The fields that the API knows, struct by struct: \`name:type\`, where \`[\` is a list of what follows, \`{\` a map to it,
 * and \`!\` a number that is 0 where it is left out.
 * Written from a real API server's OpenAPI; after an update of Kubernetes:
 * npx vitest run --project api test/api/fields.test.ts -u
 */`;

const short = (key: string) => key.split('.').at(-1) ?? key;

function addStruct(key: string, schemas: OpenApi['components']['schemas'], rows: Map<string, string>): void {
  if (rows.has(short(key))) return;
  rows.set(short(key), ''); // a struct may hold itself
  const fields = Object.entries(schemas[key]?.properties ?? {}).map(([name, schema]) => `${name}:${typeOf(schema)}`);
  rows.set(short(key), fields.join(' '));

  function typeOf(schema: Schema): string {
    const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (reference !== undefined) return named(reference.replace('#/components/schemas/', ''));
    switch (schema.type) {
      case 'array':
        return `[${typeOf(schema.items ?? {})}`;
      case 'object':
        return schema.additionalProperties ? `{${typeOf(schema.additionalProperties)}` : 'any';
      case 'integer':
        return `${schema.format ?? 'int64'}${schema.default === 0 ? '!' : ''}`;
      case 'string':
        return { 'date-time': 'time', byte: 'bytes' }[schema.format ?? ''] ?? 'string';
      case undefined:
        return 'any';
      default:
        return schema.type;
    }
  }

  function named(name: string): string {
    const schema = schemas[name] ?? {};
    if (schema.properties) {
      addStruct(name, schemas, rows);
      return short(name);
    }
    if (short(name) === 'Quantity') return 'quantity';
    if (short(name) === 'IntOrString') return 'int-or-string';
    return typeOf(schema);
  }
}
