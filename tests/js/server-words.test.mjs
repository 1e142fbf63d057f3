import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "./browser.mjs";
import { translator } from "../../static/js/i18n/server-words.js";

const spanish = JSON.parse(readFileSync(new URL("../../static/i18n/server/es.json", import.meta.url), "utf-8"));
const translate = translator(spanish);

for (const [english, words] of [
  ["The ZIP is protected with a password.", "El ZIP está protegido con contraseña."],
  ["Recommended: Don't Look Now (1973)", "Recomendada: Don't Look Now (1973)"],
  ["the name is longer than 500 characters", "el nombre tiene más de 500 caracteres"],
  [
    "the rating is not a number from 0.5 to 5 in steps of 0.5; the address is not a web address",
    "la puntuación no va de 0,5 a 5 en medios puntos; la dirección no es una dirección web",
  ],
  [
    "None of its 3 rows can be read: watched.csv, line 2: the name is empty.",
    "No se puede leer ninguna de sus 3 filas: watched.csv, línea 2: el nombre está vacío.",
  ],
  [
    "it has 3 columns, but the header has 4, so the film's name is not certain",
    "tiene 3 columnas y el encabezado, 4, así que el nombre de la película no es seguro",
  ],
  ["No match for ¿Qué? (1972): TMDB has no film called ¿Qué? (1972).", "Sin coincidencia para ¿Qué? (1972)"],
])
  test(`said in Spanish: ${english}`, () => assert.equal(translate(english), words));

test("what stands nowhere is not translated, in part neither", () => {
  assert.equal(translate("Nobody has written this down"), null);
  assert.equal(translate("And the name is empty"), null);
});

test("a value is put in as it is", () => {
  assert.equal(translator({ "Hello {name}.": "Hola, {name}." })("Hello $& {x}."), "Hola, $& {x}.");
});
