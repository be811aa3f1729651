export const explanation = (id: string): string => `${id}\n`;
