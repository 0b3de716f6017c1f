import type { TextTranslations } from "./templates.ts";

/** Texts in Spanish. */
export const spanish: TextTranslations = {
  "This field is required.": "Este campo es obligatorio.",
  "This field is unknown.": "Este campo es desconocido.",
  "Invalid input: expected {type}.": "Valor no válido: se espera {type}.",
  "Invalid input.": "Valor no válido.",
  "Invalid option: expected one of {options}.": "Opción no válida: se espera una de {options}.",
  "Invalid key in record.": "Clave no válida.",
  "Invalid string: must match pattern {pattern}.": "Texto no válido: debe cumplir el patrón {pattern}.",
  "Too big: expected {type} to be <={limit}.": "Demasiado grande: {limit} como máximo.",
  "Too small: expected {type} to be >={limit}.": "Demasiado pequeño: {limit} como mínimo.",
  "Too big: expected string to have <={limit} characters.": "Demasiado largo: {limit} caracteres como máximo.",
  "Too small: expected string to have >={limit} characters.": "Demasiado corto: {limit} caracteres como mínimo.",
  "Too big: expected array to have <={limit} items.": "Demasiados elementos: {limit} como máximo.",
  "Too small: expected array to have >={limit} items.": "Faltan elementos: {limit} como mínimo.",
  "Must be a whole number in decimal digits.": "Debe ser un número entero en cifras decimales.",
  "Is not a cursor of this list.": "No es un cursor de esta lista.",
  "Must be a time such as 2026-03-01T09:30:00Z.": "Debe ser una fecha con hora, como 2026-03-01T09:30:00Z.",
  "Must be a month such as 2026-11.": "Debe ser un mes, como 2026-11.",
  "Must contain a visible character.": "Debe contener un carácter visible.",
  "Must not contain control characters.": "No debe contener caracteres de control.",
  "Must have at most {limit} columns.": "Debe tener {limit} columnas como máximo.",
  "Must be at least {limit}, the number of uploaded files.":
    "Debe ser al menos {limit}, el número de archivos subidos.",
  "Must be less than {limit}, the number of files.": "Debe ser menor que {limit}, el número de archivos.",
  "Position {position} has another file. Remove it first.":
    "La posición {position} tiene otro archivo. Quítelo primero.",
  "Must be `auto`, or one character other than a letter, a digit or a quotation mark.":
    "Debe ser `auto` o un solo carácter que no sea letra, cifra ni comilla.",
  "Must be a URL such as https://example.com/hook.": "Debe ser una URL como https://example.com/hook.",
  "Must be an address on the public internet.": "Debe ser una dirección de la internet pública.",
  "Must begin with https://.": "Debe empezar por https://.",
  "Must not contain a user name or password.": "No debe contener nombre de usuario ni contraseña.",
  "Must not contain a fragment.": "No debe contener un fragmento.",
  "An account can have at most {limit} webhooks. Delete one first.":
    "Una cuenta puede tener {limit} webhooks como máximo. Elimine uno primero.",
  "The body is empty; expected JSON.": "El cuerpo está vacío; se espera JSON.",
  "The body is not valid JSON at line {line}, column {column}.":
    "El cuerpo no es JSON válido en la línea {line}, columna {column}.",
  "The body is not valid JSON at line {line}, column {column} (end of body).":
    "El cuerpo no es JSON válido en la línea {line}, columna {column} (final del cuerpo).",
  "The body is not valid UTF-8.": "El cuerpo no es UTF-8 válido.",
  "The multipart form is not well-formed.": "El formulario está mal formado.",
  "The form has one part: `file`.": "El formulario tiene una sola parte: `file`.",
  "Send one file in one request.": "Envíe un solo archivo en cada solicitud.",
  "Must declare a charset of the WHATWG Encoding Standard, or none.":
    "Debe declarar un juego de caracteres del estándar Encoding de WHATWG, o ninguno.",
  "Must be text in the charset that its media type declares.":
    "Debe ser texto en el juego de caracteres que declara su tipo de medio.",
  "The part `file` needs a file name.": "La parte `file` necesita un nombre de archivo.",
  "The order has no file.": "El pedido no tiene archivo.",
  "The table has no first row with the names of the columns.":
    "La tabla no tiene una primera fila con los nombres de las columnas.",
  "The table has more than {limit} rows.": "La tabla tiene más de {limit} filas.",
  "The table has more than {limit} columns.": "La tabla tiene más de {limit} columnas.",
  "{count} of {rows} rows are not valid.": "{count} de {rows} filas no son válidas.",
  "The table cannot be read at line {line}: {problem}.": "La tabla no se puede leer en la línea {line}: {problem}.",
  "The delimiter in the options does not divide the first row, but another one does.":
    "El delimitador de las opciones no divide la primera fila, pero otro sí.",
  "Two delimiters divide the table equally well. Set the delimiter in the options.":
    "Dos delimitadores dividen la tabla igual de bien. Indique el delimitador en las opciones.",
  "No usual delimiter divides the table, but {delimiter} does. Set the delimiter in the options.":
    "Ningún delimitador habitual divide la tabla, pero {delimiter} sí. Indique el delimitador en las opciones.",
  "The name of a column has more than {limit} characters.": "El nombre de una columna tiene más de {limit} caracteres.",
  "Two columns have the same name.": "Dos columnas tienen el mismo nombre.",
  "The table lacks {count} of the columns in the options.":
    "A la tabla le faltan {count} de las columnas de las opciones.",
  "Processing needs more memory than an order may use.":
    "El procesamiento necesita más memoria de la que puede usar un pedido.",
  "The result is larger than {limit} MiB.": "El resultado ocupa más de {limit} MiB.",
  "Image {number} {problem}.": "Imagen {number}: {problem}.",
  "contains compressed text or profiles of more than {limit} MiB":
    "contiene textos o perfiles comprimidos de más de {limit} MiB",
  "cannot be decoded": "no se puede descodificar",
  "has more than 100 million pixels": "tiene más de 100 millones de píxeles",
  "is progressive, interlaced or in a format that is decoded as a whole, and has more than 25 million pixels":
    "es progresiva, entrelazada o de un formato que se descodifica entero, y tiene más de 25 millones de píxeles",
  "has a side of more than 30,000 pixels": "tiene un lado de más de 30.000 píxeles",
  "has more than 2,000 frames": "tiene más de 2000 fotogramas",
  "contains more data than its width and height allow": "contiene más datos de los que permiten su ancho y su alto",
  "a closing quotation mark is not followed by a delimiter": "después de una comilla de cierre no hay un delimitador",
  "a cell contains a quotation mark but does not start with one":
    "una celda contiene una comilla pero no empieza con ella",
  "a quotation mark is not closed": "una comilla no está cerrada",
  "the row has more or fewer cells than the first row": "la fila tiene más o menos celdas que la primera",
  "has more than {limit} characters": "tiene más de {limit} caracteres",
  "is empty": "está vacío",
  "is not an integer": "no es un número entero",
  "is not a number": "no es un número",
  "cannot be stored exactly": "no se puede guardar con exactitud",
  "is not a boolean": "no es true ni false",
  "is not a date": "no es una fecha",
};
