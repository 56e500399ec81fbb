namespace Sabot.Cdc.Generator.Tests.Harness;

internal static class ClientStub
{
    public const string Code = """
        namespace Sabot.Cdc
        {
            /// <summary/>
            public sealed class CdcStream<TChange, TBatch> { }
            /// <summary/>
            public sealed class CdcClient
            {
                /// <summary/>
                public CdcStream<TChange, TBatch> Subscribe<TChange, TBatch>()
                    where TChange : struct, ICdcChange<TChange>
                    where TBatch : struct, ICdcBatch<TBatch> => new();
            }
        }
        """;
}
