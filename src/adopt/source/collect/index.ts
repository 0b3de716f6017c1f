/** Collects the declarations, calls, objects, classes and switches of one source that may be about errors. */
export { collect } from "./collect.ts";
export type { Arm, Attribute, ClassDeclaration, Description, Member, Note, Unit } from "./declarations.ts";
export { rowsOwner } from "./read-rows.ts";
export { emptyNote, isCallOwner, nameOfOwner } from "./scope.ts";
