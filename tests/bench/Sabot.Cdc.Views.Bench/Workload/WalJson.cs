using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Views.Bench;

/// <summary>Writes the rows as one document of wal2json in its first format: a transaction that inserted them all.</summary>
internal static class WalJson
{
    private const string Names =
        "\"id\",\"name\",\"email\",\"balance\",\"active\",\"logins\",\"rating\",\"born\",\"created_at\",\"token\"";

    private const string Types =
        "\"bigint\",\"text\",\"text\",\"numeric(12,2)\",\"boolean\",\"integer\",\"double precision\",\"date\","
        + "\"timestamp with time zone\",\"uuid\"";

    public static byte[] Of(IReadOnlyList<BulkValues> rows)
    {
        var text = new StringBuilder("{\"change\":[");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            text.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"kind\":\"insert\",\"schema\":\"public\",\"table\":\"bulk\",\"columnnames\":[{Names}],\"columntypes\":[{Types}],"
                + $"\"columnvalues\":[{row.Id},\"{row.Name}\",\"{row.Email}\",{row.Balance},{(row.Active ? "true" : "false")},"
                + $"{row.Logins},{row.Rating:R},\"{row.Born:yyyy-MM-dd}\",\"{row.CreatedAt:yyyy-MM-dd HH:mm:ss}+00\",\"{row.Token}\"]}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
