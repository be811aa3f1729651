import { ProbeUsageError } from '../ask.ts';
import type { ProbeReport } from './model.ts';
import type { TextWishes } from './look.ts';

export type ReportPrinter = (report: ProbeReport, wishes: Omit<TextWishes, 'wide'>) => string;

/** Each output is a function of the report, in a file of its own that is loaded when it is wanted. */
const formats: Record<string, () => Promise<ReportPrinter>> = {
  text: async () => {
    const { reportText } = await import('./text.ts');
    return (report, wishes) => reportText(report, { ...wishes, wide: false });
  },
  wide: async () => {
    const { reportText } = await import('./text.ts');
    return (report, wishes) => reportText(report, { ...wishes, wide: true });
  },
  json: async () => {
    const { toJson } = await import('../../output/json.ts');
    return (report) => toJson(report);
  },
  yaml: async () => {
    const { toYaml } = await import('../../output/yaml.ts');
    return (report) => toYaml(JSON.parse(JSON.stringify(report)));
  },
  junit: async () => (await import('./junit.ts')).reportJunit,
  name: async () => (await import('./name.ts')).reportNames,
};

export const reportFormats = Object.keys(formats);

/** @throws ProbeUsageError before anything is sent */
export async function reportPrinter(format: string): Promise<ReportPrinter> {
  const load = Object.hasOwn(formats, format.toLowerCase()) ? formats[format.toLowerCase()] : undefined;
  if (load) return load();
  throw new ProbeUsageError(
    `invalid --output "${format}": must be ${reportFormats.slice(0, -1).join(', ')} or ${reportFormats.at(-1)}`,
  );
}
