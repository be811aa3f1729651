import '../cli/context.ts';
