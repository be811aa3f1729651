/** A text that names commands, with the name that they are called by now. */
export function inNameOf(program: string, text: string): string {
  if (program === 'kubesvc') return text;
  return text.replaceAll(
    /(?<!kubectl )\bkubesvc (?=(?:create|edit|expose|get|help|options|probe|version)\b)/g,
    `${program} `,
  );
}
