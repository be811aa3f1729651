import '../output/printer.ts';
