/** The meaning of a column, or of a label such as `Cause:`. */
export type Role =
  | "code"
  | "name"
  | "category"
  | "status"
  | "meaning"
  | "message"
  | "cause"
  | "solution"
  | "retry"
  | "title"
  | "decoy"
  | "other";

/** Patterns of column titles and labels. The first one that matches decides. */
const roles: readonly (readonly [Role, RegExp])[] = [
  [
    "status",
    /^(?:the )?(?:https?|rest|web|api)?[ -]*(?:response |return )?(?:status|http)(?:[ -]*(?:response|status|error|return))?(?:[ -]*(?:codes?|number|mapping|equivalent|value|category|class|group))*(?: returned)?$/,
  ],
  ["status", /^(?:response|return|server) (?:status )?codes?$/],
  [
    "status",
    /^(?:equivalent |corresponding |associated |mapped |typical |usual |default |suggested |recommended |expected )?https? .{0,20}(?:status|code|error)s?$/,
  ],
  [
    "code",
    /^(?:[a-z]+ )?(?:err|error|exception|fault|cause|failure|problem|result|reason|status reason|machine|application|app|internal|business|string|symbolic|json error|response|api) ?-?(?:code|name|key|id|identifier|slug|constant|symbol|enum|reason|value|string|token)s?$/,
  ],
  [
    "code",
    /^(?:(?:error|errors|body|response|detail|extensions)[. ]|data(?:\.| (?!type)))(?:code|error|reason|name|type|errorcode|error_code|key|id)$/,
  ],
  [
    "code",
    /^(?:code|codes|error|errors|errorcode|error_code|exception|exceptions|reason|statusreason|fault|identifier|slug|constant|enum|urn|sqlcode|sqlstate|condition name)$/,
  ],
  ["title", /^(?:title|short description|label|display name|human.?readable name)$/],
  ["category", /^(?:type|error type|types|type of error|kind|category|class|error class|group|family)$/],
  [
    "message",
    /^(?:(?:error |response |default |returned |example |sample |user |short |long |full |human.?readable )?(?:message|messages|text|error_message|error string|detail|error_description)(?: text| template| example)?)$/,
  ],
  [
    "retry",
    /^(?:retry|retries|retryable|retriable|can retry|should retry|safe to retry|retry\?|is retryable|retry policy|retry strategy|retry advice|transient)\??$/,
  ],
  ["meaning", /^what (?:happened|happens|you(?:ll| will)? (?:see|get)|it means|this means|does (?:it|this) mean)/],
  [
    "solution",
    /(?:solution|resolution|resolve|remed|how to|fix|what (?:to|should|you|can)|action|next step|recommend|troubleshoot|workaround|mitigation|handling|suggest|advice|client behaviou?r|recovery|do next|guidance|correct)/,
  ],
  [
    "cause",
    /^(?:(?:possible |common |typical |likely |probable )?(?:cause|causes|reasons?|why)(?: of error| for error)?|why (?:it|this|you).*)$/,
  ],
  [
    "meaning",
    /(?:description|descr|meaning|when|explanation|definition|summary|what it means|details|comment|notes?|info|condition|occurs|scenario|trigger|usage|purpose|because|remarks)/,
  ],
  [
    "name",
    /^(?:name|value|key|id|number|no\.?|#|error number|code number|errno|error #|code \(.*\)|error code.*|code.*)$/,
  ],
  [
    "decoy",
    /^(?:\w+ )?(?:parameters?|param|fields?|property|properties|attributes?|argument|option|variable|headers?|event|events|event type|event name|method|endpoint|path|scope|scopes|permission|role|plan|tier|version|date|opcode|op|close code|flag|setting|environment variable|header name|field name|limit|resource|operation|query parameter|metric|object|column|place ?holders?|required|default|data type)$/,
  ],
];

/** Titles in the languages of other pages, in lower case. */
const translations: readonly (readonly [Role, RegExp])[] = [
  [
    "status",
    /^(?:http ?(?:状态码|状态|返回码|狀態碼|ステータス(?:コード)?|상태(?: ?코드)?)|https?[- ]?(?:код|статус))$/,
  ],
  ["status", /^(?:c[oó]digo|estado|status|statut|code|код|статус)(?: de (?:estado|status|statut|respuesta))? https?$/],
  [
    "status",
    /^(?:https?[ -])?(?:(?:code|código|codigo|codice|kode?|код)(?: (?:de|di|del|du))? ?(?:estado|statut|status|stato|d?état|resposta|respuesta|réponse|risposta|состояния|статуса|ответа|stanu|odpowiedzi)|statuscodes?|statut|stato|estado|статус|code|código|codice|код)(?:[ -]https?)$/,
  ],
  [
    "status",
    /^(?:https?[ -])?(?:(?:code|código|codigo|codice|kode?|код)(?: (?:de|di|del|du))? ?(?:estado|statut|status|stato|d?état|resposta|respuesta|réponse|risposta|состояния|статуса|ответа|stanu|odpowiedzi)|statuscodes?|statut|stato)$/,
  ],
  [
    "status",
    /^(?:https? ?)?(?:(?:状态|狀態)(?:码|碼|代码)?|(?:ステータス|レスポンス)(?:コード)?|(?:상태|응답) ?코드)$/,
  ],
  [
    "code",
    /^(?:felkod|fejlkode|feilkode|virhekoodi|hata kodu|kod błędu|kód chyby|hibakód|cod(?:ul)? (?:de )?eroare|mã lỗi|kode (?:kesalahan|error)|код помилки|κωδικός σφάλματος|رمز الخطأ|کد خطا|קוד שגיאה|รหัสข้อผิดพลาด)$/,
  ],
  [
    "code",
    /^(?:(?:错误|返回|响应|业务|异常)(?:码|代码|编码|编号)|(?:錯誤|返回|回傳)(?:碼|代碼|編號)|エラーコード|エラー番号|오류 ?코드|에러 ?코드|код ошибки|код)$/,
  ],
  [
    "code",
    /^(?:c[oó]digo(?: de(?:l)? err(?:or|o))?|code (?:d['’]?)?erreur|fehlercode|foutcode|codice(?: di)? errore)$/,
  ],
  [
    "message",
    /^(?:错误信息|错误消息|返回信息|提示信息|錯誤訊息|(?:エラー)?メッセージ|(?:오류 ?)?메시지|mensaje|mensagem|nachricht|fehlermeldung|сообщение)$/,
  ],
  ["decoy", /^(?:模块|模組|接口|介面|参数(?:名称?)?|參數(?:名稱?)?|字段(?:名称?)?|欄位(?:名稱?)?)$/],
  ["cause", /^(?:(?:可能)?原因|원인|causa|causas|ursache|причина)$/],
  [
    "solution",
    /^(?:解决(?:方案|方法|办法)|处理(?:建议|方式|方法)|建议|解決方法|対処(?:法|方法)?|해결(?: ?방법)?|soluci[oó]n|solução|lösung|решение)$/,
  ],
  [
    "meaning",
    /^(?:错误描述|描述|说明|含义|备注|描述信息|說明|説明|意味|内容|설명|의미|descripci[oó]n|descrição|beschreibung|bedeutung|описание|значение|significado)$/,
  ],
];

/** Returns the role of a column's title or of a label. */
export function roleOf(title: string): Role {
  const text = title
    .toLowerCase()
    .replaceAll(/[`*"'’:]|\(s\)/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (text === "" || text.length > 60) return "other";
  const find = (words: string): Role | undefined =>
    translations.concat(roles).find(([, pattern]) => pattern.test(words))?.[0];
  return find(text) ?? find(text.replaceAll("_", " ")) ?? "other";
}

/** A field that is a text, and that a column or a label can name. */
export type TextField = "meaning" | "message" | "cause" | "solution" | "retry" | "title";

/** Returns the field of a role whose values are texts. */
export function textFieldOf(role: Role): TextField | undefined {
  return textFields.find((field) => field === role);
}

const textFields: readonly TextField[] = ["meaning", "message", "cause", "solution", "retry", "title"];

/** Words in headings and introductions that say that the part is about errors. */
const errors =
  /\b(?:errors?|exceptions?|faults?|failures?|problem (?:types?|details?|codes?)|rejections?|declines?|troubleshooting|status ?reasons?|failure reasons?|(?:error|status|response|reason|return|result|failure|decline|rejection|cause|hangup|termination|sub|sql|message|http|api)[ -]?(?:cause |status |reason )?codes?)\b|^codes?$/i;
/** Names such as `TradingErrorCode`. */
const errorsInName = /[a-z](?:Error|Exception|Failure)s?(?:Codes?|Types?|Messages?)?\b/;
/** Words for errors in other languages. */
const errorsElsewhere =
  /错误|錯誤|エラー|오류|에러|ошиб(?:к|о)|помил(?:к|о)|返回码|状态码|σφάλμα|σφαλμάτ|خطأ|أخطاء|خطا|שגיא|ข้อผิดพลาด|błęd|błąd|lỗi|\b(?:errores|erros?|erreurs?|fehler(?:codes?|meldungen)?|errore|errori|fouten|foutcodes?|felkod(?:er)?|fejlkoder?|feilkoder?|virhekoodit?|hata(?:lar)? kod(?:u|ları)|chyb(?:y|ový|ové)|hibakód(?:ok)?|eroare|erori|kesalahan)(?![a-z])/i;
const others =
  /\b(?:op-?codes?|close (?:event )?codes?|change ?log|release notes|what'?s new|parameters?|request headers?|response headers?|query string|webhook events?|event types?|country codes?|currency codes?|language codes?|locale codes?|promo codes?|coupon codes?|postal codes?|zip codes?|code (?:samples?|examples?)|exit codes?|source code|color codes?|time ?zones?|scopes?|gateway events?|status codes of|area codes?|dial codes?|feature codes?|\w{2,30} algorithms|success codes?|data types|status page|following (?:json )?(?:structure|fields|members|properties|attributes|keys))\b/i;

/** Returns the subject of a heading right above a list of members: `Error properties`, `Options`. */
export function membersIn(heading: string): string | undefined {
  return /^(?:[\w-]+ ){0,2}(?:options|properties|attributes|arguments|methods|config(?:uration)?)$/i
    .exec(heading.trim())?.[0]
    .toLowerCase();
}

/** The heading of a part of a program: `Class: DeskClient`, `Event: 'closed'`. */
const programs =
  /^(?:class|event|interface|module|namespace|object): ?(?:["'`]|[A-Z][A-Za-z]*(?:[a-z][A-Z]|[A-Z]{2}[a-z]))/i;

/** Returns whether a heading or an introduction is about errors. */
export function isAboutErrors(text: string): boolean {
  return (errors.test(text) || errorsInName.test(text) || errorsElsewhere.test(text)) && !others.test(text);
}

/** Returns whether a title names errors, in any language. */
export function namesErrors(title: string): boolean {
  return /error|exception|fault|failure|problem/i.test(title) || errorsElsewhere.test(title);
}

/** Returns whether a sentence introduces a list of errors. One that only mentions an error does not. */
export function introducesErrors(text: string): boolean {
  return /\b(?:error|failure|status|reason) ?(?:codes?|types?|names?|reasons?)\b|\b(?:following|possible|these|common) (?:\w+ )?errors?\b|\berrors? (?:are|can be|include|is)\b/i.test(
    text,
  );
}

/** Returns whether a sentence introduces the fields of a body. */
export function introducesFields(text: string): boolean {
  return /\bfollowing (?:json )?(?:structure|fields|members|properties|attributes|keys)\b/i.test(text);
}

/** Parameters that an error is about: `Invalid query parameter`. */
const wrongParameter =
  /\b(?:invalid|bad|missing|unknown|unsupported|duplicated?|unexpected|wrong) (?:\w+ ){0,2}parameters?\b/i;

/** Returns the subject of a heading that is about something else that has codes or names; undefined for any other heading. */
export function otherSubject(text: string): string | undefined {
  if (wrongParameter.test(text) && !/\s(?:are|is)\s/.test(text)) return undefined;
  const limits = /^(?:[a-z]+ ){0,3}limits$/i.test(text.trim()) && !errors.test(text) ? "limits" : undefined;
  return (others.exec(text) ?? programs.exec(text))?.[0].toLowerCase() ?? limits;
}
