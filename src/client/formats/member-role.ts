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
  | "eventId"
  | "trackingId"
  | "error"
  | "errors"
  | "other"
  | "";

/** Names by role, in lower case without spaces, `_`, `$` and `-`. The first match wins. */
const namesByRole: readonly (readonly [MemberRole, RegExp])[] = [
  [
    "code",
    /^(\w*(err(or)?(response)?|reason)|e|r(e?sp?|tn)?|fault|exception|result|response|reply|return|ret)?(codes?|cd)$|^err(or)?(name|key|num|no|tag|condition)$|^ret(val)?$|^substatus(code)?$|^c[oó]digo(err\w*)?$/,
  ],
  [
    "message",
    /^(\w*(?<!http)messages?(list|translations)?|\w*msg|faultstring|(error|brief|short)summary|(err(or)?|exception|re(sponse|sult|ason|ply)|message|msg)?text|err(or)?str(ing)?|mensa(je|gem)\w*)$/,
  ],
  ["eventId", /^(error)?eventg?u*id$|^apiid$/],
  ["trackingId", /^\w*tracking(g?u*id|ref(erence)?)$/],
  [
    "requestId",
    /^((api|error|gateway)?transact(ion)?(g?u*id|ref(erence)?)|\w*(request|req|trac(e|ing)|correlation|debug|audit|log|(?<!work)flow|error|exception|activity|incident|ticket|support|context|ctx|interaction|invocation|response)(g?u*id|ref(erence)?)|(request|error|trac(e|ing)|correlation)identifier|(r(ef|ay)?|s?tr?)id|trace|correlation|logref|referencetoken|pspreference|instance)$/,
  ],
  [
    "field",
    /^((?!a(llow|ccept)ed|available|expected|supported|known|valid(?!at))\w*fields?|field(name|reference|id|key|label)|(missing|invalid)((param(eter)?|argument|attribute)s)?|column|\w*(?<!schema|doc)path(s|elements)?|(err(or)?)?param(eter)?(name)?|\w*pointer|errorpoint|(error)?target|refersto|(var(iable)?|control|input)name|variable|control|member|((query|body|form)?param(eter)?)|header|\w*property(name|ref|key)?|\w*related(properties|to)|attr(ibute)?|argument(name)?|element|\w*(element|value|attribute|column|member|parameter|header|api)names?|(error|issue)?loc(ation|ator)?|keys?|members|expression|campo|propriedade|propiedad|context)$/,
  ],
  [
    "description",
    /^((error)?details?|\w*desc(ription)?|(msg|err(or)?)?info|(more)?information|explanation|diagnostics?|descri(p?cion|cao)|detal(l|h)es?)$/,
  ],
  [
    "type",
    /^(@type|kind|(error|scim|exception)?(type(key|name)?|class)|error(label|category|slug|kind)|exception(name)?|classification|\.tag|(message|msg|i18n)key|(custom|info|detail|category|message|msg|internal|app\w*|api|biz|business|fail\w*|\w+r(e?sp(onse)?|esult))code)$/,
  ],
  ["id", /^(message|operation|item|uu|gu)?id$|^identifier$|^re(ference(number|code)?|quest)$/],
  ["name", /^name$/],
  ["status", /^(status|statuscode|errornumber|category)$/],
  ["reason", /^(err\w*|fail\w*|reject\w*)?reason$|^raz(ao|on)$/],
  ["title", /^((error)?title|display|summary|label|httpmessage|status(reason|te?xt)|reasonphrase)$/],
  ["errors", /(errors|failures)$|^error(?!codes|param)(\w{4,}s|list)$|^constraints$|^erro(re)?s$/],
  ["error", /^(err|erro|response|extensions|meta)$|(?<!inner)(error|fault|exception)$/],
  [
    "other",
    /^(inner|issue(?!type)|invalid|cause|validation)|^elements|^(error)?source$|viola[ct]|constraint|problem|detail|reasons/,
  ],
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
  name.replace(/^\w+:|[\s_$-]/g, "").toLowerCase(),
);
