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
    /^(\w*(err(or)?(response)?|reason)|e|fault|exception|result|response|return|ret)?code$|^err(or)?(name|key|num|no|tag)$|^ret$/,
  ],
  ["message", /^(\w*(?<!http)messages?(translations)?|\w*msg|faultstring|errorsummary|(exception)?text)$/],
  [
    "requestId",
    /^(\w*(request|req|trace|correlation|tracking|transaction|debug|audit|log|error|activity|incident|ticket|support)id|requestidentifier|refid|trace|logref|referencetoken|pspreference|instance)$/,
  ],
  [
    "field",
    /^(\w*fields?|field(name|reference)|\w*(?<!schema)paths?|param(eter)?(name)?|\w*pointer|target|\w*property(name|ref)?|relatedproperties|attr(ibute)?|argument(name)?|\w*elementname|loc(ation|ator)?|keys?|members|expression)$/,
  ],
  ["description", /^((error)?details?|\w*desc(ription)?|(error)?info|moreinformation|explanation|diagnostics)$/],
  ["type", /^((error|scim|exception)?(type(key)?|class)|exception(name)?|classification|\.tag)$/],
  ["id", /^(message|operation)?id$|^re(ference|quest)$/],
  ["name", /^name$/],
  ["status", /^(status|statuscode|errornumber|category)$/],
  ["reason", /^reason$/],
  ["title", /^(title|summary|httpmessage)$/],
  ["errors", /errors$|^error(?!code)(\w{4,}s|list)$|^constraints$/],
  ["error", /^(err|response|extensions|meta)$|(?<!inner)(error|fault|exception)$/],
  ["other", /^(inner|issue|invalid|cause|validation|source|constraint|element)|violation|problem|detail|reasons/],
];

/** Roles of names that occurred before. Bounded, because names come from responses. */
const known = new Map<string, MemberRole>();

/** Returns the role of a member, judged by its name. */
export function roleOf(name: string): MemberRole {
  // No published name is longer.
  if (name.length > 40) return "";
  let role = known.get(name);
  if (role === undefined) {
    const plain = name.replace(/^\w+:|[_$-]/g, "").toLowerCase();
    role = namesByRole.find(([, names]) => names.test(plain))?.[0] ?? "";
    if (known.size < 1_000) known.set(name, role);
  }
  return role;
}
