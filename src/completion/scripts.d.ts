/** The shells' scripts are files that a shell can read; the bundle holds them as text (build.mjs). */
declare module '*.bash' {
  const script: string;
  export default script;
}
declare module '*/_kubesvc' {
  const script: string;
  export default script;
}
declare module '*.fish' {
  const script: string;
  export default script;
}
declare module '*.ps1' {
  const script: string;
  export default script;
}
