import './types.ts';
import '../output/printer.ts';
