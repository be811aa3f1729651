/** Output without what differs from one cluster and one moment to the next: addresses, ages, numbers that are drawn. */
export function timeless(output: string): string {
  return output
    .replaceAll(/\s+/g, ' ') // an address that is longer by a digit moves words to the next line
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?\b/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
    .replaceAll(/(resourceVersion"?: )"\d+"/g, '$1"N"')
    .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/g, 'ADDRESS')
    .replaceAll(/\bfd[0-9a-f]{2}:[0-9a-f:]+/g, 'ADDRESS')
    .replaceAll(/\b(\d+(\.\d+)?|\d+(\.\d+)?–\d+(\.\d+)?) ?(ms|s|m)\b/g, 'SPAN')
    .replaceAll(/\b3[0-2]\d{3}\b/g, 'NODEPORT')
    .replaceAll(/(kubesvc-probe-)[0-9a-f]{8}/g, '$1RUN')
    .replaceAll(/-[0-9a-f]{8,10}-[a-z0-9]{5}\b/g, '-POD')
    .replaceAll(/\bnode \S+?,/g, 'node NODE,')
    .trim();
}
