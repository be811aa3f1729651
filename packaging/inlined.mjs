// The packages whose code is in the bundle: what their licences and the bill of materials are made from.
import { readdir, readFile } from 'node:fs/promises';

/**
 * @param {string[]} sources of the bundle: paths below this folder
 * @returns {Promise<{ name: string, version: string, license: string, text: string }[]>} by name
 */
export async function inlinedPackages(sources) {
  const folders = new Set(
    sources.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? []),
  );
  const packages = await Promise.all([...folders].map(packageIn));
  return packages.sort((a, b) => (purl(a.name, a.version) < purl(b.name, b.version) ? -1 : 1));
}

async function packageIn(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? (await readFile(`${folder}/${file}`, 'utf8')).trim() : '';
  return { name, version, license, text };
}

/** The licence of every package whose code is in the bundle. */
export function licenceTexts(packages) {
  const parts = packages.map(({ name, version, license, text }) => `--- ${name} ${version} (${license})\n\n${text}\n`);
  return `The executable code of kubesvc contains these packages.\n\n${parts.join('\n')}`;
}

/** A CycloneDX 1.6 bill of materials: no time and no serial number, so that one source gives one file. */
export function billOfMaterials(self, packages) {
  const component = ({ name, version, license }, type) => ({
    type,
    'bom-ref': purl(name, version),
    name,
    version,
    purl: purl(name, version),
    licenses: [{ license: { id: license } }],
  });
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component(self, 'application') },
    components: packages.map((one) => component(one, 'library')),
    dependencies: [
      { ref: purl(self.name, self.version), dependsOn: packages.map(({ name, version }) => purl(name, version)) },
    ],
  };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

/** pkg:npm/%40scope/name@1.2.3 (package-url/purl-spec). */
const purl = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
