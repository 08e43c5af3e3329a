/** The brokers that a stage takes events from, beside HTTP and the stream itself. What is absent is not deployed. */
export interface Sources {
  readonly kafka?: KafkaSource;
  readonly rabbitmq?: RabbitmqSource;
  readonly pubsub?: PubsubSource;
}

/** What Secrets Manager holds of a broker: Lambda reads it, nobody else. */
export interface BrokerSecret {
  readonly arn: string;
  /** The key that encrypts it, where that is one of your own. */
  readonly keyArn?: string;
}

export interface KafkaSource {
  readonly cluster: MskCluster | SelfManagedCluster;
  readonly topics: readonly string[];
  /** Each topic is read by a group of its own, `<consumerGroup>-<topic>`: never rename it, it would begin anew. */
  readonly consumerGroup: string;
  /** Where a group begins that has read nothing yet. */
  readonly from: 'TRIM_HORIZON' | 'LATEST';
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** An alarm goes off when so many messages wait. */
  readonly lagMessages: number;
}

/** Amazon MSK. Lambda reads it from within its VPC, by IAM or, with a secret, by SASL/SCRAM. */
export interface MskCluster {
  readonly arn: string;
  readonly secret?: BrokerSecret;
}

/** Any other Kafka: Confluent Cloud, your own. */
export interface SelfManagedCluster {
  /** `host:port` */
  readonly bootstrapServers: readonly string[];
  readonly secret: BrokerSecret;
  readonly authentication: 'SASL_SCRAM_512_AUTH' | 'SASL_SCRAM_256_AUTH' | 'BASIC_AUTH' | 'CLIENT_CERTIFICATE_TLS_AUTH';
  /** Of a private authority that signed the brokers' certificates. */
  readonly rootCertificate?: BrokerSecret;
  /** Where the brokers are reached from; absent: over the internet. */
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupId: string };
}

export interface RabbitmqSource {
  /** `arn:aws:mq:<region>:<account>:broker:<name>:<id>` */
  readonly brokerArn: string;
  /** `{"username": …, "password": …}` */
  readonly secret: BrokerSecret;
  readonly queue: string;
  /** @default / */
  readonly virtualHost?: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** An alarm goes off when so many messages wait. */
  readonly lagMessages: number;
}

export interface PubsubSource {
  /** The audience that the push subscription puts into its tokens. */
  readonly audience: string;
  /** The e-mail address of the service account that the subscription pushes as: nobody else may. */
  readonly serviceAccount: string;
}
