/** Statements by their text, so that the store compiles each once. The filters of queries bound their number. */
const templates = new Map<string, TemplateStringsArray>();

/** Returns the template of a statement from the texts around its values. */
export function templateOf(strings: readonly string[]): TemplateStringsArray {
  const key = strings.join("?");
  let template = templates.get(key);
  if (template === undefined) {
    template = Object.assign([...strings], { raw: strings });
    templates.set(key, template);
  }
  return template;
}
