import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRegistry, CfnSchema, CfnSchemaVersion } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

/** One event in one format, as the registry knows it. */
export interface RegisteredSchema {
  /** `order-completed`, `order-completed-avro`, `order-completed-protobuf`. */
  readonly name: string;
  readonly dataFormat: 'JSON' | 'AVRO' | 'PROTOBUF';
  /** Glue's own check, besides ours before the deployment. */
  readonly compatibility: string;
  /** Of version 1, 2, 3 … */
  readonly definitions: readonly string[];
}

export interface SchemaRegistryProps {
  readonly stage: Stage;
  readonly schemas: readonly RegisteredSchema[];
}

/**
 * Glue Schema Registry with every version of every event: producers' serialisers look their schema up in it. A released
 * version is never changed: Glue could only replace it, under an id that no record carries.
 */
export class SchemaRegistry extends Construct {
  constructor(scope: Construct, id: string, { stage, schemas }: SchemaRegistryProps) {
    super(scope, id);
    const policy = stage.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const registry = new CfnRegistry(this, 'Registry', {
      name: `kairos-${stage.name}`,
      description: `Kairos ${stage.name}: the events that producers may send`,
    });
    registry.applyRemovalPolicy(policy);
    for (const { name, dataFormat, compatibility, definitions } of schemas) {
      const [first, ...later] = definitions;
      if (first === undefined) continue;
      const schema = new CfnSchema(this, name, {
        name,
        registry: { arn: registry.attrArn },
        dataFormat,
        compatibility,
        schemaDefinition: first,
      });
      schema.applyRemovalPolicy(policy);
      // One after the other: Glue numbers versions as they come.
      let before: CfnSchema | CfnSchemaVersion = schema;
      for (const [index, schemaDefinition] of later.entries()) {
        const version = new CfnSchemaVersion(this, `${name}-${index + 2}`, {
          schema: { schemaArn: schema.attrArn },
          schemaDefinition,
        });
        version.applyRemovalPolicy(policy);
        version.addResourceDependency(before);
        before = version;
      }
    }
  }
}
