/** One entry of metadata.managedFields: who owns which fields, and by which title. */
interface Owner {
  manager?: string;
  operation?: string;
  subresource?: string;
  apiVersion?: string;
  fieldsV1?: object;
  [field: string]: unknown;
}

/**
 * The owners of an object, where what `manager` owns by writing (operation Update) has become what it owns by applying;
 * undefined where it owns nothing by writing. Only so can a later apply take back what a create has set
 * (k8s.io/client-go/util/csaupgrade does the same for kubectl apply).
 */
export function adopted(managedFields: unknown, manager: string): Owner[] | undefined {
  const owners = (Array.isArray(managedFields) ? managedFields : []) as Owner[];
  const isOurs = (owner: Owner, operation: string) =>
    owner.manager === manager && owner.operation === operation && (owner.subresource ?? '') === '';
  const written = owners.filter((owner) => isOurs(owner, 'Update'));
  if (written.length === 0) return undefined;
  const applied = owners.filter((owner) => isOurs(owner, 'Apply'));
  const [first] = written;
  const fieldsV1 = [...applied, ...written].reduce<object>((all, { fieldsV1: some = {} }) => union(all, some), {});
  const others = owners.filter((owner) => !written.includes(owner) && !applied.includes(owner));
  return [...others, { ...first, operation: 'Apply', fieldsV1 }];
}

/** Fields are a tree whose leaves are empty objects. */
function union(one: object, other: object): object {
  const result: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const own = result[key];
    result[key] = isTree(own) && isTree(value) ? union(own, value) : value;
  }
  return result;
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;
