using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Typed;

/// <summary>Reads every column of the workloads' rows through the generated properties.</summary>
internal static class Rows
{
    internal static void Read(BulkRow row, Checksum checksum)
    {
        checksum.AddRow();
        checksum.Add(row.Id);
        if (row.HasName)
            checksum.AddText(row.NameUtf8.Length);
        if (row.HasEmail)
            checksum.AddText(row.EmailUtf8.Length);
        checksum.Add(row.Balance);
        checksum.Add(row.Active);
        checksum.Add(row.Logins);
        checksum.Add(row.Rating);
        checksum.Add(row.Born);
        checksum.Add(row.CreatedAt);
        checksum.Add(row.Token);
    }

    internal static void Read(OltpRow row, Checksum checksum)
    {
        checksum.AddRow();
        checksum.Add(row.Id);
        if (row.HasName)
            checksum.AddText(row.NameUtf8.Length);
        if (row.HasEmail)
            checksum.AddText(row.EmailUtf8.Length);
        checksum.Add(row.Balance);
        checksum.Add(row.Active);
        checksum.Add(row.Logins);
        checksum.Add(row.Rating);
        checksum.Add(row.Born);
        checksum.Add(row.CreatedAt);
        checksum.Add(row.Token);
    }

    internal static void Read(NarrowRow row, Checksum checksum)
    {
        checksum.AddRow();
        checksum.Add(row.A);
        checksum.Add(row.B);
        checksum.Add(row.C);
        checksum.Add(row.D);
    }

    internal static void Read(WideRow row, Checksum checksum)
    {
        checksum.AddRow();
        checksum.Add(row.Id);
        if (row.HasC1)
            checksum.AddText(row.C1Utf8.Length);
        checksum.Add(row.C2);
        checksum.Add(row.C3);
        checksum.Add(row.C4);
        if (row.HasC5)
            checksum.AddText(row.C5Utf8.Length);
        checksum.Add(row.C6);
        checksum.Add(row.C7);
        checksum.Add(row.C8);
        if (row.HasC9)
            checksum.AddText(row.C9Utf8.Length);
        checksum.Add(row.C10);
        checksum.Add(row.C11);
        checksum.Add(row.C12);
        if (row.HasC13)
            checksum.AddText(row.C13Utf8.Length);
        checksum.Add(row.C14);
        checksum.Add(row.C15);
        checksum.Add(row.C16);
        if (row.HasC17)
            checksum.AddText(row.C17Utf8.Length);
        checksum.Add(row.C18);
        checksum.Add(row.C19);
        checksum.Add(row.C20);
        if (row.HasC21)
            checksum.AddText(row.C21Utf8.Length);
        checksum.Add(row.C22);
        checksum.Add(row.C23);
        checksum.Add(row.C24);
        if (row.HasC25)
            checksum.AddText(row.C25Utf8.Length);
        checksum.Add(row.C26);
        checksum.Add(row.C27);
        checksum.Add(row.C28);
        if (row.HasC29)
            checksum.AddText(row.C29Utf8.Length);
        checksum.Add(row.C30);
        checksum.Add(row.C31);
        checksum.Add(row.C32);
        if (row.HasC33)
            checksum.AddText(row.C33Utf8.Length);
        checksum.Add(row.C34);
        checksum.Add(row.C35);
        checksum.Add(row.C36);
        if (row.HasC37)
            checksum.AddText(row.C37Utf8.Length);
        checksum.Add(row.C38);
        checksum.Add(row.C39);
    }
}
