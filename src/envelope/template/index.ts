/** Reads and validates envelope declarations. The template language is documented at `compileEnvelope`. */
export { type CodeValues, codeValues, hasDetails, type TemplateContext, varies } from "./code-values.ts";
export { type EnvelopeFields, envelopeFields } from "./envelope-fields.ts";
export { type FaultList, type FaultPath, faultList } from "./fault-list.ts";
export { connectNames, formatConstant, shapeName } from "./format.ts";
export { type KindNames, readDeclaration } from "./read-declaration.ts";
export {
  declaredKeys,
  type EachNode,
  type ListNode,
  type Member,
  type ObjectNode,
  type ProtobufNode,
  partsOf,
  type Spread,
  type TemplateNode,
  type Variable,
  type VariableNode,
} from "./template.ts";
