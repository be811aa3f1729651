import '../commands/one.ts';
