import './low.ts';
