import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: {ecmaVersion: 2025, sourceType: "module", globals: globals.browser},
    linterOptions: {reportUnusedDisableDirectives: "error"},
    rules: {
      eqeqeq: ["error", "always", {null: "ignore"}], "no-var": "error", "prefer-const": ["error", {destructuring: "all"}],
      "no-shadow": ["error", {builtinGlobals: false}], "max-len": ["error", {code: 140, ignoreTemplateLiterals: true}],
      "no-implicit-coercion": "error", "object-shorthand": "error", "prefer-template": "error", "no-else-return": "error",
    },
  },
  {ignores: ["export/site/worker.js"]}, // a template: what it keeps is written in when a site is built
  {files: ["tests/**/*.js"], languageOptions: {globals: globals.node}},
];
