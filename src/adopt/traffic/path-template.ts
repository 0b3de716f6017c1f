/** Returns the path of an operation: its ids become parameters, named after the segments before them. */
export function pathTemplate(path: string): string {
  const names = new Map<string, number>();
  let parent = "";
  const segments = path
    .split("/")
    .slice(0, maxSegments)
    .map((segment) => {
      if (!isId(segment)) {
        if (segment !== "") parent = segment;
        return segment;
      }
      const name = parameterName(parent);
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      return `{${count === 1 ? name : `${name}${count}`}}`;
    });
  return segments.join("/") || "/";
}

const maxSegments = 40;

/** Returns whether a word identifies one object, or one caller: it is a number, a UUID, an address or looks random. */
export function isId(word: string): boolean {
  if (/^v\d+(?:\.\d+)*(?:(?:alpha|beta)\d*)?$/i.test(word)) return false;
  return (
    /^-?\d+$/.test(word) ||
    /[@%{}*:;,=]/.test(word) ||
    /^\d{4}-\d\d(?:-\d\d)?/.test(word) ||
    /^[\da-f]{8}-[\da-f]{4}-/i.test(word) ||
    (/^[A-Za-z]{1,10}[-_][\w-]{4,}$/.test(word) && isMixed(word.replace(/^[A-Za-z]+[-_]/, ""))) ||
    (/^[\w.~-]{8,}$/.test(word) && isMixed(word)) ||
    word.length > 64
  );
}

/** Returns whether a word looks random: it mixes digits and letters, or upper and lower case. */
function isMixed(word: string): boolean {
  const digits = word.replaceAll(/\D/g, "").length;
  return (
    (digits >= 2 && !/^[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_]?v?\d$/.test(word)) ||
    /^(?=.*[A-Z].*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z\d]{8,}$/.test(word) ||
    /^(?=(?:.*[A-Z]){4})(?=(?:.*[a-z]){4})[A-Za-z]{16,}$/.test(word)
  );
}

/** `orders` becomes `orderId`, `categories` becomes `categoryId`. */
function parameterName(parent: string): string {
  const words = parent.split(/[^A-Za-z]+/).filter(Boolean);
  const [first = "", ...rest] = words.map((word, index) => (index === words.length - 1 ? singular(word) : word));
  if (first === "" || /^(?:v|api)$/i.test(parent.replaceAll(/\d/g, ""))) return "id";
  const camel = first.charAt(0).toLowerCase() + first.slice(1);
  return `${[camel, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("")}Id`;
}

function singular(word: string): string {
  if (/ies$/.test(word)) return word.replace(/ies$/, "y");
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}
