/** DNS-1035 and DNS-1123 labels are at most this long (RFC 1035 §2.3.4). */
const longest = 63;

/** The name of a Service for a workload of this name: cut to a DNS label, never ending in a hyphen as kubectl's may. */
export function serviceName(workload: string): string {
  return workload.length > longest ? workload.slice(0, longest).replace(/-+$/, '') : workload;
}
