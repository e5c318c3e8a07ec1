#!/bin/sh
# Compiles app.scss and app.mjs into ../static. For maintainers: the output is committed, so that installing and running
# the service need no Node. Run it after a change here, or to move to another GOV.UK Frontend: it and the
# govuk-frontend-jinja of pyproject.toml, which the tests compare our macros with, must be of the same version.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm install --no-save --no-audit --no-fund --silent govuk-frontend@6.3.0 sass@1.108.2 esbuild@0.28.2
npx sass --load-path=node_modules --style=compressed --no-source-map --no-charset --quiet-deps "$here/app.scss" "$here/../static/app.css"
NODE_PATH=node_modules npx esbuild "$here/app.mjs" --bundle --minify --format=esm --target=es2020 --legal-comments=none \
    --banner:js="/* Includes parts of GOV.UK Frontend 6.3.0, (c) Crown copyright, MIT licence. */" \
    --outfile="$here/../static/app.js"
{
    echo "/* Includes parts of GOV.UK Frontend 6.3.0, (c) Crown copyright, MIT licence. */"
    cat "$here/../static/app.css"
} >"$work/app.css"
mv "$work/app.css" "$here/../static/app.css"
wc -c "$here/../static/app.css" "$here/../static/app.js"
