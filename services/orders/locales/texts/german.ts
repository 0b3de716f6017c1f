import type { TextTranslations } from "./templates.ts";

/** Texts in German. */
export const german: TextTranslations = {
  "This field is required.": "Dieses Feld ist erforderlich.",
  "This field is unknown.": "Dieses Feld ist unbekannt.",
  "Invalid input: expected {type}.": "Ungültige Eingabe: erwartet wird {type}.",
  "Invalid input.": "Ungültige Eingabe.",
  "Invalid option: expected one of {options}.": "Ungültige Auswahl: erwartet wird eines von {options}.",
  "Invalid key in record.": "Ungültiger Schlüssel.",
  "Invalid string: must match pattern {pattern}.": "Ungültiger Text: Er muss dem Muster {pattern} entsprechen.",
  "Too big: expected {type} to be <={limit}.": "Zu groß: höchstens {limit}.",
  "Too small: expected {type} to be >={limit}.": "Zu klein: mindestens {limit}.",
  "Too big: expected string to have <={limit} characters.": "Zu lang: höchstens {limit} Zeichen.",
  "Too small: expected string to have >={limit} characters.": "Zu kurz: mindestens {limit} Zeichen.",
  "Too big: expected array to have <={limit} items.": "Zu viele Einträge: höchstens {limit}.",
  "Too small: expected array to have >={limit} items.": "Zu wenige Einträge: mindestens {limit}.",
  "Must be a whole number in decimal digits.": "Muss eine ganze Zahl in Dezimalziffern sein.",
  "Is not a cursor of this list.": "Ist kein Cursor dieser Liste.",
  "Must be a time such as 2026-03-01T09:30:00Z.": "Muss ein Zeitpunkt wie 2026-03-01T09:30:00Z sein.",
  "Must be a month such as 2026-11.": "Muss ein Monat wie 2026-11 sein.",
  "Must contain a visible character.": "Muss ein sichtbares Zeichen enthalten.",
  "Must not contain control characters.": "Darf keine Steuerzeichen enthalten.",
  "Must have at most {limit} columns.": "Darf höchstens {limit} Spalten haben.",
  "Must be at least {limit}, the number of uploaded files.":
    "Muss mindestens {limit} sein, die Zahl der hochgeladenen Dateien.",
  "Must be less than {limit}, the number of files.": "Muss kleiner als {limit} sein, die Zahl der Dateien.",
  "Position {position} has another file. Remove it first.":
    "Position {position} hat eine andere Datei. Bitte zuerst entfernen.",
  "Must be `auto`, or one character other than a letter, a digit or a quotation mark.":
    "Muss `auto` oder ein einzelnes Zeichen sein, das kein Buchstabe, keine Ziffer und kein Anführungszeichen ist.",
  "Must be a URL such as https://example.com/hook.": "Muss eine URL wie https://example.com/hook sein.",
  "Must be an address on the public internet.": "Muss eine Adresse im öffentlichen Internet sein.",
  "Must begin with https://.": "Muss mit https:// beginnen.",
  "Must not contain a user name or password.": "Darf weder Benutzernamen noch Passwort enthalten.",
  "Must not contain a fragment.": "Darf kein Fragment enthalten.",
  "An account can have at most {limit} webhooks. Delete one first.":
    "Ein Konto kann höchstens {limit} Webhooks haben. Bitte zuerst einen löschen.",
  "The body is empty; expected JSON.": "Der Inhalt ist leer; erwartet wird JSON.",
  "The body is not valid JSON at line {line}, column {column}.":
    "Der Inhalt ist ab Zeile {line}, Spalte {column} kein gültiges JSON.",
  "The body is not valid JSON at line {line}, column {column} (end of body).":
    "Der Inhalt ist ab Zeile {line}, Spalte {column} (am Ende) kein gültiges JSON.",
  "The body is not valid UTF-8.": "Der Inhalt ist kein gültiges UTF-8.",
  "The multipart form is not well-formed.": "Das Formular ist nicht wohlgeformt.",
  "The form has one part: `file`.": "Das Formular hat genau einen Teil: `file`.",
  "Send one file in one request.": "Bitte je Anfrage eine Datei senden.",
  "Must declare a charset of the WHATWG Encoding Standard, or none.":
    "Muss einen Zeichensatz des Encoding-Standards der WHATWG angeben oder keinen.",
  "Must be text in the charset that its media type declares.":
    "Muss Text in dem Zeichensatz sein, den der Medientyp angibt.",
  "The part `file` needs a file name.": "Der Teil `file` braucht einen Dateinamen.",
  "The order has no file.": "Der Auftrag hat keine Datei.",
  "The table has no first row with the names of the columns.":
    "Der Tabelle fehlt die erste Zeile mit den Namen der Spalten.",
  "The table has more than {limit} rows.": "Die Tabelle hat mehr als {limit} Zeilen.",
  "The table has more than {limit} columns.": "Die Tabelle hat mehr als {limit} Spalten.",
  "{count} of {rows} rows are not valid.": "{count} von {rows} Zeilen sind ungültig.",
  "The table cannot be read at line {line}: {problem}.": "Die Tabelle ist ab Zeile {line} nicht lesbar: {problem}.",
  "The delimiter in the options does not divide the first row, but another one does.":
    "Das Trennzeichen der Optionen teilt die erste Zeile nicht, ein anderes aber schon.",
  "Two delimiters divide the table equally well. Set the delimiter in the options.":
    "Zwei Trennzeichen teilen die Tabelle gleich gut. Geben Sie das Trennzeichen in den Optionen an.",
  "No usual delimiter divides the table, but {delimiter} does. Set the delimiter in the options.":
    "Kein übliches Trennzeichen teilt die Tabelle, aber {delimiter}. Geben Sie das Trennzeichen in den Optionen an.",
  "The name of a column has more than {limit} characters.": "Der Name einer Spalte hat mehr als {limit} Zeichen.",
  "Two columns have the same name.": "Zwei Spalten haben denselben Namen.",
  "The table lacks {count} of the columns in the options.": "Der Tabelle fehlen {count} der Spalten in den Optionen.",
  "Processing needs more memory than an order may use.":
    "Die Bearbeitung braucht mehr Speicher, als ein Auftrag nutzen darf.",
  "The result is larger than {limit} MiB.": "Das Ergebnis ist größer als {limit} MiB.",
  "Image {number} {problem}.": "Bild {number}: {problem}.",
  "contains compressed text or profiles of more than {limit} MiB":
    "enthält komprimierte Texte oder Profile von mehr als {limit} MiB",
  "cannot be decoded": "kann nicht dekodiert werden",
  "has more than 100 million pixels": "hat mehr als 100 Millionen Pixel",
  "is progressive, interlaced or in a format that is decoded as a whole, and has more than 25 million pixels":
    "ist progressiv, interlaced oder in einem Format, das nur als Ganzes dekodiert wird, und hat mehr als 25 Millionen Pixel",
  "has a side of more than 30,000 pixels": "hat eine Seite von mehr als 30.000 Pixeln",
  "has more than 2,000 frames": "hat mehr als 2.000 Einzelbilder",
  "contains more data than its width and height allow": "enthält mehr Daten, als seine Breite und Höhe erlauben",
  "a closing quotation mark is not followed by a delimiter":
    "auf ein schließendes Anführungszeichen folgt kein Trennzeichen",
  "a cell contains a quotation mark but does not start with one":
    "eine Zelle enthält ein Anführungszeichen, beginnt aber nicht damit",
  "a quotation mark is not closed": "ein Anführungszeichen wird nicht geschlossen",
  "the row has more or fewer cells than the first row": "die Zeile hat mehr oder weniger Zellen als die erste",
  "has more than {limit} characters": "hat mehr als {limit} Zeichen",
  "is empty": "ist leer",
  "is not an integer": "ist keine ganze Zahl",
  "is not a number": "ist keine Zahl",
  "cannot be stored exactly": "lässt sich nicht genau speichern",
  "is not a boolean": "ist weder true noch false",
  "is not a date": "ist kein Datum",
};
