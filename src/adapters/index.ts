/** Connects the boundary and the guards to web frameworks, one folder each: errata/hono, errata/node, ... */
export {};
