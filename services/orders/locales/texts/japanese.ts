import type { TextTranslations } from "./templates.ts";

/** Texts in Japanese. */
export const japanese: TextTranslations = {
  "This field is required.": "この項目は必須です。",
  "This field is unknown.": "この項目は不明です。",
  "Invalid input: expected {type}.": "入力が正しくありません。{type} が必要です。",
  "Invalid input.": "入力が正しくありません。",
  "Invalid option: expected one of {options}.": "選択が正しくありません。次のいずれかを指定してください：{options}。",
  "Invalid key in record.": "キーが正しくありません。",
  "Invalid string: must match pattern {pattern}.":
    "文字列が正しくありません。パターン {pattern} に一致する必要があります。",
  "Too big: expected {type} to be <={limit}.": "大きすぎます。{limit} 以下にしてください。",
  "Too small: expected {type} to be >={limit}.": "小さすぎます。{limit} 以上にしてください。",
  "Too big: expected string to have <={limit} characters.": "長すぎます。{limit} 文字以下にしてください。",
  "Too small: expected string to have >={limit} characters.": "短すぎます。{limit} 文字以上にしてください。",
  "Too big: expected array to have <={limit} items.": "要素が多すぎます。{limit} 個以下にしてください。",
  "Too small: expected array to have >={limit} items.": "要素が少なすぎます。{limit} 個以上にしてください。",
  "Must be a whole number in decimal digits.": "10 進数の整数で指定してください。",
  "Is not a cursor of this list.": "この一覧のカーソルではありません。",
  "Must be a time such as 2026-03-01T09:30:00Z.": "2026-03-01T09:30:00Z のような日時でなければなりません。",
  "Must be a month such as 2026-11.": "2026-11 のような月でなければなりません。",
  "Must contain a visible character.": "目に見える文字が必要です。",
  "Must not contain control characters.": "制御文字を含めることはできません。",
  "Must have at most {limit} columns.": "列は {limit} 個以下にしてください。",
  "Must be at least {limit}, the number of uploaded files.":
    "アップロード済みのファイル数である {limit} 以上にしてください。",
  "Must be less than {limit}, the number of files.": "ファイル数である {limit} より小さくしてください。",
  "Position {position} has another file. Remove it first.":
    "位置 {position} には別のファイルがあります。先に削除してください。",
  "Must be `auto`, or one character other than a letter, a digit or a quotation mark.":
    "`auto`、または英字・数字・引用符以外の 1 文字にしてください。",
  "Must be a URL such as https://example.com/hook.": "https://example.com/hook のような URL を指定してください。",
  "Must be an address on the public internet.": "公開インターネット上のアドレスを指定してください。",
  "Must begin with https://.": "https:// で始めてください。",
  "Must not contain a user name or password.": "ユーザー名やパスワードを含めることはできません。",
  "Must not contain a fragment.": "フラグメントを含めることはできません。",
  "An account can have at most {limit} webhooks. Delete one first.":
    "1 つのアカウントの Webhook は {limit} 個までです。先に 1 つ削除してください。",
  "The body is empty; expected JSON.": "本文が空です。JSON が必要です。",
  "The body is not valid JSON at line {line}, column {column}.":
    "本文は {line} 行 {column} 列で正しい JSON ではありません。",
  "The body is not valid JSON at line {line}, column {column} (end of body).":
    "本文は {line} 行 {column} 列（末尾）で正しい JSON ではありません。",
  "The body is not valid UTF-8.": "本文が正しい UTF-8 ではありません。",
  "The multipart form is not well-formed.": "フォームの形式が正しくありません。",
  "The form has one part: `file`.": "フォームのパートは `file` の 1 つだけです。",
  "Send one file in one request.": "1 回のリクエストで送るファイルは 1 つだけです。",
  "Must declare a charset of the WHATWG Encoding Standard, or none.":
    "WHATWG Encoding 標準の文字コードを指定するか、指定しないでください。",
  "Must be text in the charset that its media type declares.":
    "メディアタイプで指定された文字コードのテキストでなければなりません。",
  "The part `file` needs a file name.": "パート `file` にはファイル名が必要です。",
  "The order has no file.": "注文にファイルがありません。",
  "The table has no first row with the names of the columns.": "表に、列名を示す最初の行がありません。",
  "The table has more than {limit} rows.": "表の行が {limit} 行を超えています。",
  "The table has more than {limit} columns.": "表の列が {limit} 列を超えています。",
  "{count} of {rows} rows are not valid.": "{rows} 行のうち {count} 行が正しくありません。",
  "The table cannot be read at line {line}: {problem}.": "表の {line} 行目を読み取れません：{problem}。",
  "The delimiter in the options does not divide the first row, but another one does.":
    "オプションの区切り文字では最初の行が分かれませんが、別の文字では分かれます。",
  "Two delimiters divide the table equally well. Set the delimiter in the options.":
    "2 つの区切り文字が同じように表を分割します。オプションで区切り文字を指定してください。",
  "No usual delimiter divides the table, but {delimiter} does. Set the delimiter in the options.":
    "通常の区切り文字では表を分割できませんが、{delimiter} では分割できます。オプションで区切り文字を指定してください。",
  "The name of a column has more than {limit} characters.": "列名が {limit} 文字を超えています。",
  "Two columns have the same name.": "同じ名前の列が 2 つあります。",
  "The table lacks {count} of the columns in the options.": "オプションの列のうち {count} 列が表にありません。",
  "Processing needs more memory than an order may use.": "処理に必要なメモリが、注文で使える量を超えています。",
  "The result is larger than {limit} MiB.": "結果が {limit} MiB を超えています。",
  "Image {number} {problem}.": "画像 {number}：{problem}。",
  "contains compressed text or profiles of more than {limit} MiB":
    "{limit} MiB を超える圧縮テキストまたはプロファイルが含まれています",
  "cannot be decoded": "デコードできません",
  "has more than 100 million pixels": "1 億ピクセルを超えています",
  "is progressive, interlaced or in a format that is decoded as a whole, and has more than 25 million pixels":
    "プログレッシブ、インターレース、または一括でデコードされる形式で、2,500 万ピクセルを超えています",
  "has a side of more than 30,000 pixels": "一辺が 30,000 ピクセルを超えています",
  "has more than 2,000 frames": "2,000 フレームを超えています",
  "contains more data than its width and height allow": "幅と高さから許されるより多くのデータが含まれています",
  "a closing quotation mark is not followed by a delimiter": "閉じ引用符の後に区切り文字がありません",
  "a cell contains a quotation mark but does not start with one": "セルに引用符がありますが、引用符で始まっていません",
  "a quotation mark is not closed": "引用符が閉じられていません",
  "the row has more or fewer cells than the first row": "行のセル数が最初の行と異なります",
  "has more than {limit} characters": "{limit} 文字を超えています",
  "is empty": "空です",
  "is not an integer": "整数ではありません",
  "is not a number": "数値ではありません",
  "cannot be stored exactly": "正確に保存できません",
  "is not a boolean": "true でも false でもありません",
  "is not a date": "日付ではありません",
};
