/** Meaning of a member of an error body. */
export type MemberRole =
  | "code"
  | "type"
  | "name"
  | "id"
  | "status"
  | "reason"
  | "message"
  | "description"
  | "title"
  | "field"
  | "requestId"
  | "error"
  | "errors"
  | "other"
  | "";

/** Names by role, in lower case without `_`, `$` and `-`. The first match wins. */
const namesByRole: readonly (readonly [MemberRole, RegExp])[] = [
  [
    "code",
    /^(\w*(err(or)?(response)?|reason)|e|r(e?sp?)?|fault|exception|result|response|return|ret)?code$|^err(or)?(name|key|num|no|tag)$|^ret$/,
  ],
  [
    "message",
    /^(\w*(?<!http)messages?(translations)?|\w*msg|faultstring|errorsummary|(error|exception|response)?text)$/,
  ],
  [
    "requestId",
    /^(\w*(request|req|trace|correlation|tracking|transaction|debug|audit|log|error|activity|incident|ticket|support|context|interaction)(u?id|ref)|(request|error)identifier|r(ef)?id|trace|logref|referencetoken|pspreference|instance)$/,
  ],
  [
    "field",
    /^(\w*fields?|field(name|reference)|missing(param(eter)?|argument|attribute)s|\w*(?<!schema)paths?|param(eter)?(name)?|\w*pointer|errorpoint|target|\w*property(name|ref)?|(error)?related(properties|to)|attr(ibute)?|argument(name)?|\w*(element|value|attribute)name|(error|issue)?loc(ation|ator)?|keys?|members|expression)$/,
  ],
  ["description", /^((error)?details?|\w*desc(ription)?|(error)?info|moreinformation|explanation|diagnostics)$/],
  ["type", /^((error|scim|exception)?(type(key|name)?|class)|errorlabel|exception(name)?|classification|\.tag)$/],
  ["id", /^(message|operation)?id$|^re(ference|quest)$/],
  ["name", /^name$/],
  ["status", /^(status|statuscode|errornumber|category)$/],
  ["reason", /^reason$/],
  ["title", /^((error)?title|summary|label|httpmessage|status(reason|text))$/],
  ["errors", /errors$|^error(?!code)(\w{4,}s|list)$|^constraints$/],
  ["error", /^(err|response|extensions|meta)$|(?<!inner)(error|fault|exception)$/],
  ["other", /^(inner|issue|invalid|cause|validation|source|constraint|element)|violation|problem|detail|reasons/],
];

/**
 * Creates a function that returns the role of a name, the first whose pattern matches, or "". It remembers names, because
 * an API has few of them.
 *
 * @param simplify prepares a name for the patterns
 */
export function rolesOf<Role extends string>(
  patterns: readonly (readonly [Role, RegExp])[],
  simplify: (name: string) => string,
): (name: string) => Role | "" {
  const known = new Map<string, Role | "">();
  return (name) => {
    // No published name is longer.
    if (name.length > 40) return "";
    let role = known.get(name);
    if (role === undefined) {
      const simple = simplify(name);
      role = patterns.find(([, names]) => names.test(simple))?.[0] ?? "";
      // Names come from responses, so a server must not fill the memory with them.
      if (known.size < 1_000) known.set(name, role);
    }
    return role;
  };
}

/** Returns the role of a member, judged by its name. */
export const roleOf: (name: string) => MemberRole = rolesOf(namesByRole, (name) =>
  name.replace(/^\w+:|[_$-]/g, "").toLowerCase(),
);
