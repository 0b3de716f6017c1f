import type { TextTranslations } from "./templates.ts";

/** Texts in French. */
export const french: TextTranslations = {
  "This field is required.": "Ce champ est obligatoire.",
  "This field is unknown.": "Ce champ est inconnu.",
  "Invalid input: expected {type}.": "Valeur incorrecte : {type} attendu.",
  "Invalid input.": "Valeur incorrecte.",
  "Invalid option: expected one of {options}.": "Choix incorrect : valeurs possibles {options}.",
  "Invalid key in record.": "Clé incorrecte.",
  "Invalid string: must match pattern {pattern}.": "Texte incorrect : il doit correspondre au motif {pattern}.",
  "Too big: expected {type} to be <={limit}.": "Trop grand : {limit} au plus.",
  "Too small: expected {type} to be >={limit}.": "Trop petit : {limit} au moins.",
  "Too big: expected string to have <={limit} characters.": "Trop long : {limit} caractères au plus.",
  "Too small: expected string to have >={limit} characters.": "Trop court : {limit} caractères au moins.",
  "Too big: expected array to have <={limit} items.": "Trop d’éléments : {limit} au plus.",
  "Too small: expected array to have >={limit} items.": "Trop peu d’éléments : {limit} au moins.",
  "Must be a whole number in decimal digits.": "Doit être un nombre entier en chiffres décimaux.",
  "Is not a cursor of this list.": "N’est pas un curseur de cette liste.",
  "Must be a time such as 2026-03-01T09:30:00Z.": "Doit être une date avec une heure, comme 2026-03-01T09:30:00Z.",
  "Must be a month such as 2026-11.": "Doit être un mois, comme 2026-11.",
  "Must contain a visible character.": "Doit contenir un caractère visible.",
  "Must not contain control characters.": "Ne doit pas contenir de caractères de contrôle.",
  "Must have at most {limit} columns.": "Doit avoir {limit} colonnes au plus.",
  "Must be at least {limit}, the number of uploaded files.":
    "Doit être au moins {limit}, le nombre de fichiers envoyés.",
  "Must be less than {limit}, the number of files.": "Doit être inférieur à {limit}, le nombre de fichiers.",
  "Position {position} has another file. Remove it first.":
    "La position {position} contient un autre fichier. Retirez-le d’abord.",
  "Must be `auto`, or one character other than a letter, a digit or a quotation mark.":
    "Doit être `auto` ou un seul caractère qui n’est ni une lettre, ni un chiffre, ni un guillemet.",
  "Must be a URL such as https://example.com/hook.": "Doit être une URL telle que https://example.com/hook.",
  "Must be an address on the public internet.": "Doit être une adresse de l’internet public.",
  "Must begin with https://.": "Doit commencer par https://.",
  "Must not contain a user name or password.": "Ne doit contenir ni nom d’utilisateur ni mot de passe.",
  "Must not contain a fragment.": "Ne doit pas contenir de fragment.",
  "An account can have at most {limit} webhooks. Delete one first.":
    "Un compte peut avoir {limit} webhooks au plus. Supprimez-en un d’abord.",
  "The body is empty; expected JSON.": "Le corps est vide ; du JSON est attendu.",
  "The body is not valid JSON at line {line}, column {column}.":
    "Le corps n’est pas du JSON correct à la ligne {line}, colonne {column}.",
  "The body is not valid JSON at line {line}, column {column} (end of body).":
    "Le corps n’est pas du JSON correct à la ligne {line}, colonne {column} (fin du corps).",
  "The body is not valid UTF-8.": "Le corps n’est pas de l’UTF-8 correct.",
  "The multipart form is not well-formed.": "Le formulaire est mal formé.",
  "The form has one part: `file`.": "Le formulaire a une seule partie : `file`.",
  "Send one file in one request.": "Envoyez un seul fichier par requête.",
  "Must declare a charset of the WHATWG Encoding Standard, or none.":
    "Doit déclarer un jeu de caractères de la norme Encoding du WHATWG, ou aucun.",
  "Must be text in the charset that its media type declares.":
    "Doit être du texte dans le jeu de caractères que déclare son type de média.",
  "The part `file` needs a file name.": "La partie `file` doit avoir un nom de fichier.",
  "The order has no file.": "La commande n’a pas de fichier.",
  "The table has no first row with the names of the columns.":
    "Le tableau n’a pas de première ligne avec les noms des colonnes.",
  "The table has more than {limit} rows.": "Le tableau a plus de {limit} lignes.",
  "The table has more than {limit} columns.": "Le tableau a plus de {limit} colonnes.",
  "{count} of {rows} rows are not valid.": "{count} lignes sur {rows} sont incorrectes.",
  "The table cannot be read at line {line}: {problem}.": "Le tableau est illisible à la ligne {line} : {problem}.",
  "The delimiter in the options does not divide the first row, but another one does.":
    "Le séparateur des options ne divise pas la première ligne, mais un autre la divise.",
  "Two delimiters divide the table equally well. Set the delimiter in the options.":
    "Deux séparateurs divisent le tableau aussi bien l’un que l’autre. Indiquez le séparateur dans les options.",
  "No usual delimiter divides the table, but {delimiter} does. Set the delimiter in the options.":
    "Aucun séparateur usuel ne divise le tableau, mais {delimiter} le divise. Indiquez le séparateur dans les options.",
  "The name of a column has more than {limit} characters.": "Le nom d’une colonne a plus de {limit} caractères.",
  "Two columns have the same name.": "Deux colonnes ont le même nom.",
  "The table lacks {count} of the columns in the options.": "Il manque au tableau {count} des colonnes des options.",
  "Processing needs more memory than an order may use.":
    "Le traitement demande plus de mémoire qu’une commande ne peut en utiliser.",
  "The result is larger than {limit} MiB.": "Le résultat dépasse {limit} Mio.",
  "Image {number} {problem}.": "Image {number} : {problem}.",
  "contains compressed text or profiles of more than {limit} MiB":
    "contient des textes ou des profils compressés de plus de {limit} Mio",
  "cannot be decoded": "ne peut pas être décodée",
  "has more than 100 million pixels": "a plus de 100 millions de pixels",
  "is progressive, interlaced or in a format that is decoded as a whole, and has more than 25 million pixels":
    "est progressive, entrelacée ou d’un format qui se décode en une fois, et a plus de 25 millions de pixels",
  "has a side of more than 30,000 pixels": "a un côté de plus de 30 000 pixels",
  "has more than 2,000 frames": "a plus de 2 000 images",
  "contains more data than its width and height allow":
    "contient plus de données que sa largeur et sa hauteur ne le permettent",
  "a closing quotation mark is not followed by a delimiter": "un guillemet fermant n’est pas suivi d’un séparateur",
  "a cell contains a quotation mark but does not start with one":
    "une cellule contient un guillemet mais ne commence pas par un guillemet",
  "a quotation mark is not closed": "un guillemet n’est pas fermé",
  "the row has more or fewer cells than the first row": "la ligne a plus ou moins de cellules que la première",
  "has more than {limit} characters": "a plus de {limit} caractères",
  "is empty": "est vide",
  "is not an integer": "n’est pas un nombre entier",
  "is not a number": "n’est pas un nombre",
  "cannot be stored exactly": "ne peut pas être enregistré exactement",
  "is not a boolean": "n’est ni true ni false",
  "is not a date": "n’est pas une date",
};
