// Lets TypeScript accept imports of style sheets. The build collects them into one file.
declare module '*.css';
