import type { Wishes } from './wishes.ts';
export const rightsText = (_wishes: Wishes, _namespace: string): string => '';
