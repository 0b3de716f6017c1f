/** Compiles a template into a function that writes the body of one code's errors. */
export { compileRenderer } from "./compile-renderer.ts";
