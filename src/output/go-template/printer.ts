import { UsageError } from '../../errors.ts';
import { quoted } from '../go-format.ts';
import { isEvent, type Printer } from '../printer.ts';
import { execute, type Options } from './execute.ts';
import { functions } from './functions.ts';
import { parseTemplate } from './parse.ts';

const names = new Set(Object.keys(functions));

/**
 * `-o go-template=TEXT`
 * @throws UsageError for a template that cannot be read
 */
export function goTemplatePrinter(template: string, options: Options): Printer {
  const templates = parsed(template);
  return (printable) => {
    try {
      return execute(templates, isEvent(printable) ? { ...printable } : printable, options);
    } catch (error) {
      if (error instanceof RangeError) throw failed(template, 'exceeded maximum template depth');
      if (error instanceof UsageError) throw failed(template, error.message);
      throw error;
    }
  };
}

const failed = (template: string, cause: string) =>
  new UsageError(`error executing template ${quoted(template)}: ${cause}`);

function parsed(template: string) {
  try {
    return parseTemplate(template, names);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`error parsing template ${template}, ${error.message}`);
  }
}
