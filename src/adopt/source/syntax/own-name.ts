import type { Value } from "./value.ts";

/** Members that hold the name of the class of an instance, as a path. */
const members =
  /^(?:(?:self\.)?(?:__class__|cls)\.__(?:qual)?name__|this\.constructor\.name|new\.target\.name|self\.class\.(?:name|to_s)(?:\.demodulize)?(?:\.underscore)?|(?:this\.)?(?:class|javaClass)\.simpleName)$/;
/** Functions that return the class of the instance around them. */
const getters = /^(?:(?:this\.)?(?:getClass|GetType)|self\.class\.(?:name|to_s)\.\w+)$/;
/** Functions that return the class, or its name, of an instance. */
const functions = /^(?:type|class_basename|ReflectionClass|Str\.snake|String)$/;
const instances = /^(?:self|this|static|static\.class|self\.class|Self\.self)$/;

/** Returns whether a value is the name of the class of an instance: `type(self).__name__`, `this.constructor.name`. */
export function isOwnName(value: Value): boolean {
  if (value.type === "name") return members.test(value.path.join("."));
  if (value.type !== "call") return false;
  const path = value.path.join(".");
  const [only, ...others] = value.pairs;
  if (getters.test(path)) return true;
  return functions.test(path) && only !== undefined && others.length === 0 && isInstance(only.value);
}

/** Returns whether the name of the class of an instance is written in snake case. */
export function isInSnakeCase(value: Value): boolean {
  return (value.type === "name" || value.type === "call") && /^(?:underscore|snake)$/.test(value.path.at(-1) ?? "");
}

function isInstance(value: Value): boolean {
  return value.type === "name" ? instances.test(value.path.join(".")) : isOwnName(value);
}
