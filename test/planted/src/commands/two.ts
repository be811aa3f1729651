import '../../test/some.ts';
