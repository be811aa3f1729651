import './service/types.ts';
