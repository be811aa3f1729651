import '../service/types.ts';
