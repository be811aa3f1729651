import '../probe/run.ts';
