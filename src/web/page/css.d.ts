// The build collects the imported style sheets into one file.
declare module '*.css';
