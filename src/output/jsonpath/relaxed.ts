/**
 * The path of a column or of `--sort-by` as an action: `metadata.name`, `.metadata.name`, `{metadata.name}` and
 * `{.metadata.name}` are one (kubectl get/customcolumn.go). Undefined for anything else.
 */
export function relaxed(path: string): string | undefined {
  if (path === '') return '';
  const [, braced, bare] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path) ?? [];
  const field = braced ?? bare;
  return field === undefined ? undefined : `{.${field}}`;
}
