/** Compiles a template into a function that parses its bodies. */
export { compileParser } from "./compile-parser.ts";
