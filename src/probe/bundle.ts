export async function writeBundle(_dir: string, _report: object): Promise<void> {}
