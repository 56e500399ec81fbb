using System.Text;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>How a change is shown.</summary>
internal interface IChangeWriter
{
    /// <summary>Appends one change, with the line break at its end.</summary>
    void Write(StringBuilder text, CdcChangeView change);
}
