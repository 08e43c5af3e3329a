#!/bin/sh
# Puts examples/add-to-cart.records.json with the AWS command line. The demo must be running: npm run demo
# Usage: examples/put-records.sh [endpoint]
set -eu
cd "$(dirname "$0")/.."
endpoint=${1:-$(node -p "require('./.kairos/endpoints.json').kinesis")}
AWS_CONFIG_FILE=examples/aws.config exec aws --profile kairos-demo kinesis put-records \
  --endpoint-url "$endpoint" --stream-name events --records file://examples/add-to-cart.records.json
